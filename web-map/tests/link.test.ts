import { describe, expect, it } from "vitest";
import { readView, writeView, type View } from "../src/link.ts";

describe("the link of a view", () => {
  it("brings the same view back", () => {
    const view: View = {
      date: "1996-07-01",
      camera: { zoom: 7.25, lat: 29.12345, lon: 121.5 },
      level: "county",
      layers: ["marker", "image"],
      window: { from: "2024-05-06", to: "2024-05-13" },
      image: "scene & 1/虚",
      desk: { line: "01&02/甲", inspection: 17, office: "990102" },
      comparison: { mode: "panes", before: "1989-03-04", picture: "ndvi", split: 35 },
      images: true,
      patches: { patch: 12 },
    };
    expect(readView(writeView(view))).toEqual(view);
  });

  it("keeps that all layers are off", () => {
    const view = readView("#date=1996-07-01&layers=");
    expect(view.layers).toEqual([]);
  });

  it("leaves what it cannot read to the defaults", () => {
    const view = readView("#date=1996-02-30&map=7/abc/1&level=street&tracks=2024-05-13/2024-05-06");
    expect(view).toEqual({
      date: null,
      camera: null,
      level: "auto",
      layers: null,
      window: null,
      image: null,
      desk: null,
      comparison: null,
      images: false,
      patches: null,
    });
    expect(readView("#map=7/121/29.1").camera).toBeNull();
  });

  it("keeps that the inspection desk is open, with the list or with a line", () => {
    const list = { line: null, inspection: null, office: "" };
    expect(readView("#desk=").desk).toEqual(list);
    expect(readView(writeView({ ...readView(""), desk: list })).desk).toEqual(list);
    expect(readView("#desk=0102&inspection=-1&office=abc").desk).toEqual({
      line: "0102",
      inspection: null,
      office: "",
    });
  });

  it("keeps two dates side by side, and mends what is wrong in them", () => {
    expect(readView("#compare=swipe/2023-02-30/thermal/140").comparison).toEqual({
      mode: "swipe",
      before: null,
      picture: "natural",
      split: 50,
    });
    expect(readView("#compare=mirror/2023-02-03").comparison).toBeNull();
    expect(readView("#patches=").patches).toEqual({ patch: null });
  });
});
