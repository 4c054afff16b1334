import { defaultClientConditions, defineConfig, type Plugin } from "vite";
import { ISOLATION } from "../src/explore/headers.ts";

const headers = { ...ISOLATION };

/** Vite starts an editor for whoever asks, and any page that is open in the browser can ask. */
const noEditor: Plugin = {
  name: "no-editor",
  configureServer({ middlewares }) {
    middlewares.use("/__open-in-editor", (_request, response) => {
      response.statusCode = 404;
      response.end();
    });
  },
};

export default defineConfig({
  plugins: [noEditor],
  // Relative addresses, so that the static build may lie in any folder of any server.
  base: "./",
  resolve: { conditions: ["@disentangle/source", ...defaultClientConditions] },
  server: { headers },
  preview: { headers },
  worker: { format: "es" },
  build: { target: "es2024", chunkSizeWarningLimit: 4096 },
  optimizeDeps: {
    // All at once and beforehand: packages found one by one would get copies of TensorFlow.js, or reload the
    // page.
    entries: [],
    include: [
      "@tensorflow/tfjs",
      "@disentangle/backend-simd > @tensorflow/tfjs-backend-cpu",
      "@disentangle/backend-webgpu > @tensorflow/tfjs-backend-webgpu",
      "@disentangle/evaluation > simple-statistics",
      "@disentangle/ops > ml-matrix",
      "valibot",
    ],
  },
});
