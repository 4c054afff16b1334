export { parseS3Address, type S3Address } from "./address.ts";
export { S3Store, type S3StoreOptions } from "./s3-store.ts";
