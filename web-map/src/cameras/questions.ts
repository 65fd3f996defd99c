/** What the map asks of cameras. */

import { address, ask, post } from "../api/client.ts";
import type { CameraDetail, CamerasSeeing, LinkWish, MadeLink } from "./contract.ts";

export const askCamera = (number: string, date: string, signal?: AbortSignal): Promise<CameraDetail> =>
  ask(address("/v1/cameras/{number}", { path: { number }, query: { date } }), signal);

/** The cameras whose sector holds a place on the day. */
export const askCamerasSeeing = (
  lon: number,
  lat: number,
  date: string,
  signal?: AbortSignal,
): Promise<CamerasSeeing> => ask(address("/v1/cameras/seeing", { query: { lon, lat, date } }), signal);

/** Makes a link to the picture of a camera, in the name of who holds the write token. */
export const makeLink = (number: string, wish: LinkWish, token: string): Promise<MadeLink> =>
  post(`/v1/cameras/${encodeURIComponent(number)}/links`, wish, { token });
