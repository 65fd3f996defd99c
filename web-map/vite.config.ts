import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const DOCS_ASSETS = ["swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE"];

/** Copies Swagger UI beside the map: /docs is served by us and asks no outside address. */
function docsAssets(): Plugin {
  let out = "dist";
  return {
    name: "docs-assets",
    apply: "build",
    configResolved(config) {
      out = config.build.outDir;
    },
    async closeBundle() {
      const from = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
      const to = join(out, "docs-assets");
      await mkdir(to, { recursive: true });
      await Promise.all(DOCS_ASSETS.map((name) => copyFile(join(from, name), join(to, name))));
    },
  };
}

const SERVER = process.env["SHIKONG_SERVER"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [docsAssets()],
  // MapLibre alone is about 1 MB and needed at once: splitting it would only add a request.
  build: { target: "es2022", chunkSizeWarningLimit: 1500 },
  server: {
    proxy: Object.fromEntries(
      ["/v1", "/tiles", "/docs", "/openapi.json", "/health"].map((path) => [path, SERVER]),
    ),
  },
  test: { include: ["tests/**/*.test.ts"] },
} as Parameters<typeof defineConfig>[0]);
