import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** The licences of what is bundled, beside the files that hold it. */
function thirdParty(names: string[]): Plugin {
  return {
    name: "third-party",
    generateBundle() {
      const parts = names.map((name) => {
        const about = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
        const licence = readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim();
        return `${about.name} ${about.version} (${about.license})\n\n${licence}\n`;
      });
      const source = `The files beside this one contain:\n\n${parts.join("\n----\n\n")}`;
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY.txt", source });
    },
  };
}

export default defineConfig({
  base: "/built/",
  plugins: [thirdParty(["preact", "uplot"])],
  build: {
    outDir: "../fronde/explorer/built",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      "/api": "http://127.0.0.1:8765",
      "/live": { target: "ws://127.0.0.1:8765", ws: true },
    },
  },
});
