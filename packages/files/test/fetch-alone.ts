// Fetches one file in a process of its own: folder, URL, size and hash as arguments.
import { FileCache } from "../src/index.ts";

const [folder, url, bytes, hash] = process.argv.slice(2) as [string, string, string, string];
const cache = new FileCache({ folder, offline: false });
const file = { name: "data.bin", url, bytes: Number(bytes), hash };
const [path] = await cache.fetch({ dataset: "toys", title: "TOYS", source: "example.org", licence: "CC0", files: [file] });
process.stdout.write(path as string);
