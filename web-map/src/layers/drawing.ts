/**
 * A layer whose tiles change with the date, switched without a white flash.
 *
 * What is asked for last wins. While the tiles are the same (dates within one edition) nothing is
 * fetched again. New tiles are loaded unseen below the old ones; when all in view have come, the
 * new ones are shown and the old ones taken away in one step.
 */

import type { LayerSpecification, Map as MapLibre, SourceSpecification } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import { isAbort } from "../api/client.ts";
import type { TileJson } from "../api/contract.ts";
import { addToSlot, type Slotted } from "./slots.ts";
import { tilesKey } from "./tileSource.ts";

/** What one drawing is made of. `source` in the layers is the identifier given. */
export interface Recipe {
  source: SourceSpecification;
  layers: Slotted[];
}

export interface Request {
  /** What is drawn apart from its tiles, e.g. `county`: a different subject is always redrawn. */
  subject: string;
  tileJson: (signal: AbortSignal) => Promise<TileJson | null>;
  recipe: (tileJson: TileJson, source: string) => Recipe;
}

interface Drawn {
  key: string;
  subject: string;
  source: string;
  layers: Slotted[];
  tileJson: TileJson;
}

const OPACITIES: Record<string, readonly string[]> = {
  fill: ["fill-opacity"],
  line: ["line-opacity"],
  symbol: ["text-opacity", "icon-opacity"],
  circle: ["circle-opacity", "circle-stroke-opacity"],
  raster: ["raster-opacity"],
};

export class Drawing {
  private shown: Drawn | null = null;
  private coming: Drawn | null = null;
  private asking: AbortController | null = null;
  private count = 0;

  constructor(
    private readonly map: MapLibre,
    /** Unique prefix of the identifiers of sources and layers. */
    private readonly name: string,
    private readonly activity: Activity,
    private readonly onFailure: (error: unknown) => void,
    private readonly onShown: () => void = () => undefined,
  ) {}

  /** The TileJSON of what is drawn now, null when nothing is. */
  get tileJson(): TileJson | null {
    return this.shown?.tileJson ?? null;
  }

  /** The subject of what is drawn now, null when nothing is. */
  get subject(): string | null {
    return this.shown?.subject ?? null;
  }

  /** The layers drawn now, e.g. to set a paint property or to ask for features. */
  get layerIds(): string[] {
    return this.shown?.layers.map(({ layer }) => layer.id) ?? [];
  }

  /** The source drawn now. */
  get source(): string | null {
    return this.shown?.source ?? null;
  }

  async show(request: Request): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const done = this.activity.begin();
    try {
      const tileJson = await request.tileJson(asking.signal);
      if (asking.signal.aborted) return;
      if (tileJson === null) {
        this.clear();
        return;
      }
      await this.draw(request, tileJson, asking.signal);
    } catch (error) {
      if (!isAbort(error)) this.onFailure(error);
    } finally {
      done();
    }
  }

  /** Takes away what is drawn and what is on its way. */
  clear(): void {
    this.asking?.abort();
    this.asking = null;
    this.dropComing();
    const gone = this.shown;
    this.shown = null;
    this.onShown();
    if (gone) this.remove(gone);
  }

  private async draw(request: Request, tileJson: TileJson, signal: AbortSignal): Promise<void> {
    const key = tilesKey(tileJson);
    this.dropComing();
    if (this.shown?.key === key && this.shown.subject === request.subject) {
      this.shown.tileJson = tileJson;
      this.onShown();
      return;
    }
    this.count += 1;
    const source = `${this.name} ${this.count}`;
    const recipe = request.recipe(tileJson, source);
    const { layers } = recipe;
    const next: Drawn = { key, subject: request.subject, source, layers, tileJson };
    const replaced = this.shown;
    this.map.addSource(source, recipe.source);
    for (const { slot, layer } of layers) {
      // Below the old ones: their labels keep their places until the switch.
      const lowest = replaced?.layers.find((old) => old.slot === slot)?.layer.id;
      addToSlot(this.map, { slot, layer: replaced ? veiled(layer) : layer }, lowest);
    }
    if (!replaced) {
      this.shown = next;
      this.onShown();
      return;
    }
    this.coming = next;
    await this.loaded(source, signal);
    if (this.coming !== next) return;
    this.coming = null;
    for (const { layer } of layers) this.unveil(layer);
    this.shown = next;
    // First what others drew upon the old source moves to the new one: a source in use cannot go.
    this.onShown();
    this.remove(replaced);
  }

  /** Resolves when the tiles of the source in view have come, or when they are not awaited any more. */
  private loaded(source: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        this.map.off("sourcedata", look);
        this.map.off("idle", finish);
        signal.removeEventListener("abort", finish);
        resolve();
      };
      const look = (event: { sourceId?: string; tile?: unknown }): void => {
        if (event.sourceId === source && event.tile && this.map.isSourceLoaded(source)) finish();
      };
      this.map.on("sourcedata", look);
      // Where the view holds no tile of the source no tile event comes; the map's rest says it.
      this.map.once("idle", finish);
      signal.addEventListener("abort", finish, { once: true });
      this.map.triggerRepaint();
    });
  }

  private unveil(layer: LayerSpecification): void {
    const paint = (layer.paint ?? {}) as Record<string, unknown>;
    for (const property of OPACITIES[layer.type] ?? []) {
      this.map.setPaintProperty(layer.id, property as never, (paint[property] ?? 1) as never);
    }
  }

  private dropComing(): void {
    if (this.coming) this.remove(this.coming);
    this.coming = null;
  }

  private remove(drawn: Drawn): void {
    for (const { layer } of drawn.layers) this.map.removeLayer(layer.id);
    this.map.removeSource(drawn.source);
  }
}

function veiled(layer: LayerSpecification): LayerSpecification {
  const hidden = Object.fromEntries((OPACITIES[layer.type] ?? []).map((name) => [name, 0]));
  return { ...layer, paint: { ...layer.paint, ...hidden } } as LayerSpecification;
}
