export { decodePicture, lookAtPicture, type Picture } from "./decode-picture.ts";
export { PictureStore, type StoredPictures } from "./picture-store.ts";
