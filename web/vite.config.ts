/** Build `src/` into the console's static folder: one entry, the map as a chunk of its own that loads after the page. */
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import { sprite } from "./icons";

const icons = (): Plugin => ({
  name: "icons",
  generateBundle() {
    this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source: sprite() });
    const favicon = readFileSync(new URL("./src/marks/favicon.svg", import.meta.url));
    this.emitFile({ type: "asset", name: "favicon.svg", originalFileName: "src/marks/favicon.svg", source: favicon });
  },
});

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [icons()],
  build: {
    outDir: "../src/bilezik/console/static/build",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0, // a data: URL would need a wider content security policy
    chunkSizeWarningLimit: 1200, // MapLibre alone is about a megabyte before compression
    rolldownOptions: {
      input: "src/main.ts",
      // Two pages of maps share one library, which no other page asks for.
      output: {
        codeSplitting: { groups: [{ name: "map-library", test: /node_modules[\\/]maplibre-gl[\\/].*\.(?:m?js)$/ }] },
      },
    },
  },
});
