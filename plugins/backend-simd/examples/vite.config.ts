import { defineConfig, type UserConfig } from "vite";

// What lets a page have threads: https://web.dev/articles/coop-coep
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const config: UserConfig = defineConfig({
  // Within this repository packages are bundled from their sources; elsewhere leave this line out.
  resolve: { conditions: ["@disentangle/source", "module", "browser"] },
  build: { target: "esnext", chunkSizeWarningLimit: 4000 },
  worker: { format: "es" },
  server: { headers },
  preview: { headers },
});

export default config;
