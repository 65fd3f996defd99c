/**
 * The course of a line on the map: pieces of it by chainage, to be drawn and to be gone to.
 *
 * Lengths are geodesic on the ellipsoid of CGCS2000, as the server's: a piece drawn here lies where
 * the server means it. Between two vertices a line is straight in degrees.
 */

export type Position = [lon: number, lat: number];

const SEMI_MAJOR_M = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const ECCENTRICITY_2 = FLATTENING * (2 - FLATTENING);

/** Degrees; so short a step is measured to less than a millimetre by the radii of its middle. */
const LONGEST_STEP = 0.005;

const RADIAN = Math.PI / 180;

export class Course {
  private readonly vertices: Position[];
  /** Metres from the beginning to each vertex. */
  private readonly chainage: number[];

  /** Of at least two positions. */
  constructor(line: readonly Position[]) {
    this.vertices = finer(line);
    this.chainage = [];
    let metres = 0;
    this.vertices.forEach((vertex, at) => {
      const before = this.vertices[at - 1];
      if (before) metres += stepMetres(before, vertex);
      this.chainage.push(metres);
    });
  }

  get length_m(): number {
    return this.chainage.at(-1) ?? 0;
  }

  /** The place so far from the beginning; beyond an end it is the end. */
  at(metres: number): Position {
    const wanted = Math.min(Math.max(metres, 0), this.length_m);
    const next = Math.max(this.firstFrom(wanted), 1);
    const from = this.vertices[next - 1] as Position;
    const to = this.vertices[next] as Position;
    const begin = this.chainage[next - 1] as number;
    const step = (this.chainage[next] as number) - begin;
    const share = step > 0 ? (wanted - begin) / step : 0;
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  }

  /** The piece between two chainages, of at least two positions. */
  part(from_m: number, to_m: number): Position[] {
    const first = this.firstFrom(from_m);
    const inner: Position[] = [];
    for (let at = first; at < this.vertices.length && (this.chainage[at] as number) < to_m; at += 1) {
      if ((this.chainage[at] as number) > from_m) inner.push(this.vertices[at] as Position);
    }
    return [this.at(from_m), ...inner, this.at(to_m)];
  }

  /** West, south, east, north of a piece. */
  boundsOf(from_m: number, to_m: number): [number, number, number, number] {
    const part = this.part(from_m, to_m);
    const lons = part.map(([lon]) => lon);
    const lats = part.map(([, lat]) => lat);
    const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b));
    const most = (values: number[]): number => values.reduce((a, b) => Math.max(a, b));
    return [least(lons), least(lats), most(lons), most(lats)];
  }

  /** The first vertex that does not lie before a chainage; the last one when all do. */
  private firstFrom(metres: number): number {
    let low = 0;
    let high = this.chainage.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.chainage[middle] as number) < metres) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function finer(line: readonly Position[]): Position[] {
  const vertices: Position[] = [];
  line.forEach((to, at) => {
    const from = line[at - 1];
    if (from) {
      const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / LONGEST_STEP);
      for (let step = 1; step < steps; step += 1) {
        const share = step / steps;
        vertices.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
      }
    }
    vertices.push(to);
  });
  return vertices;
}

function stepMetres([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const middle = ((lat1 + lat2) / 2) * RADIAN;
  const flat = 1 - ECCENTRICITY_2 * Math.sin(middle) ** 2;
  const alongParallel = (SEMI_MAJOR_M / Math.sqrt(flat)) * Math.cos(middle);
  const alongMeridian = (SEMI_MAJOR_M * (1 - ECCENTRICITY_2)) / flat ** 1.5;
  return Math.hypot((lon2 - lon1) * RADIAN * alongParallel, (lat2 - lat1) * RADIAN * alongMeridian);
}
