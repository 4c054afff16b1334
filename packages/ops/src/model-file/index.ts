export { modelFile, openModel, type OpenedModel } from "./open-model.ts";
