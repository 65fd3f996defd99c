/** What the server says of cameras (视频点位). */

export interface CameraView {
  bearing_deg: number | null;
  bearing_by: "measured" | "named" | null;
  angle_deg: number | null;
  reach_m: number | null;
  unknown_text: string | null;
}

export interface Camera {
  number: string;
  name: string;
  owner: string | null;
  lon: number;
  lat: number;
  kind_text: string | null;
  indoor: boolean | null;
  height_m: number | null;
  view: CameraView;
  valid_from: string;
  valid_to: string | null;
  state_text: string | null;
  state_since: string | null;
  note: string | null;
}

export interface CameraDetail extends Camera {
  digits: { division: string };
  divisions: { level: string; code: string | null; name: string | null; reason: string | null }[];
  limits: string[];
}

export interface CameraAtPlace extends Camera {
  distance_m: number;
  towards_deg: number | null;
  off_axis_deg: number | null;
  sees: boolean | null;
}

export interface CamerasSeeing {
  cameras: CameraAtPlace[];
  /** Cameras of grade sensitive that see the place too: they are only counted. */
  sensitive: number;
  /** Cameras nearby of which nobody knows what they see. */
  unknown_view: number;
  unknown_within_m: number;
  limits: string[];
}

/** For whom a link into the video platform is, and why; `from` begins a playback. */
export interface LinkWish {
  user: string;
  purpose: string;
  kind: "live" | "playback";
  from?: string;
}

export interface MadeLink {
  href: string;
  expires_at: string;
}
