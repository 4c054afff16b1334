export { decodePicture, lookAtPicture } from "./decode-picture.ts";
export { PictureStore, type StoredPictures } from "./picture-store.ts";
