export { canonicalJson, type Json } from "./canonical-json.ts";
export { ArtifactStore, type Damage, type StoreOptions } from "./store/artifact-store.ts";
export type { Artifact } from "./store/seal.ts";
export { writeFileAtomic } from "./store/write-file-atomic.ts";
export { taskKey } from "./task-key.ts";
export { decodeTensors, type DecodedTensors } from "./tensors/decode-tensors.ts";
export type { Arrays, Dtype, StoredTensor, StoredTensors, TensorOf } from "./tensors/dtype.ts";
export { encodeTensors, type Metadata } from "./tensors/encode-tensors.ts";
export { stored, takeTensor } from "./tensors/stored.ts";
