/** The questions that the page asks, one function each. */

import { address, ApiError, ask } from "./client.ts";
import type {
  DatasetList,
  Device,
  DeviceList,
  DivisionHistory,
  FacilityAnswer,
  ImageList,
  NameHits,
  PlaceAtDate,
  Platform,
  Series,
} from "./contract.ts";

export const askPlatform = (): Promise<Platform> => ask(address("/v1/platform", {}));

/** What the place was called at each level on the day. */
export const askPlace = (
  lon: number,
  lat: number,
  date: string,
  signal?: AbortSignal,
): Promise<PlaceAtDate> => ask(address("/v1/divisions/at", { query: { lon, lat, date } }), signal);

export const askHistory = (code: string, signal?: AbortSignal): Promise<DivisionHistory> =>
  ask(address("/v1/divisions/{code}/history", { path: { code } }), signal);

/** Names that a text may mean on the day: characters, former names, pinyin, initials, codes. */
export const askNames = (q: string, date: string, signal?: AbortSignal): Promise<NameHits> =>
  ask(address("/v1/names", { query: { q, date, limit: 8 } }), signal);

/** Every device of the register; pages are asked for until all have come. */
export async function askDevices(signal?: AbortSignal): Promise<Device[]> {
  const devices: Device[] = [];
  for (;;) {
    const page: DeviceList = await ask(
      address("/v1/devices", { query: { limit: 1000, offset: devices.length } }),
      signal,
    );
    devices.push(...page.devices);
    if (page.devices.length === 0 || devices.length >= page.total) return devices;
  }
}

/** Images over a place from a day (included) to a day (not included). */
export const askImages = (
  lon: number,
  lat: number,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<ImageList> => ask(address("/v1/images", { query: { lon, lat, from, to } }), signal);

export const askDatasets = (signal?: AbortSignal): Promise<DatasetList> =>
  ask(address("/v1/datasets", {}), signal);

/** Monthly values of a division; null where the indicator is closed or unknown there. */
export async function askSeries(
  indicator: string,
  division: string,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<Series | null> {
  const url = address("/v1/indicators/{identifier}/series", {
    path: { identifier: indicator },
    query: { division, from, to },
  });
  try {
    return await ask<Series>(url, signal);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

export const askFacilities = (
  lon: number,
  lat: number,
  date: string,
  signal?: AbortSignal,
): Promise<FacilityAnswer> =>
  ask(
    address("/v1/facilities/nearest", {
      query: { lon, lat, kind: "care_institution", date, limit: 3 },
    }),
    signal,
  );
