import { CONTRACT, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { offer } from "./offer.ts";

/** TensorFlow.js's own CPU backend. */
const plugin: Plugin = { name: manifest.name, version: manifest.version, contract: CONTRACT, offers: [offer] };

export default plugin;
