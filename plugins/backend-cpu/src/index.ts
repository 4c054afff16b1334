import { CONTRACT, type Plugin } from "@disentangle/core";
import { offer } from "./offer.ts";

/** TensorFlow.js's own CPU backend. */
const plugin: Plugin = { name: "@disentangle/backend-cpu", version: "0.1.0", contract: CONTRACT, offers: [offer] };

export default plugin;
