import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FaceFile } from "./face.ts";

interface PackageMetadata {
  readonly id: string;
  readonly family: string;
  readonly subsets: readonly string[];
  readonly category: string;
  readonly type: string;
  /** Missing in old packages. */
  readonly license?: { readonly type: string; readonly attribution: string };
}

/** Licences under which pictures of the letters may be passed on. */
const licences = ["OFL-1.1", "Apache-2.0"];

/** Why no face of a package can be used, or undefined if they can. */
function refusal(metadata: PackageMetadata): string | undefined {
  if (metadata.type !== "google") return `type ${metadata.type}`;
  if (metadata.category === "icons") return "icons";
  if (!metadata.subsets.includes("latin")) return "no latin subset";
  if (!licences.includes(metadata.license?.type ?? "")) return `licence ${metadata.license?.type ?? "not stated"}`;
  return undefined;
}

/**
 * Lists the latin faces of the fetched packages, by family, then weight, then style.
 *
 * @param folder the fetched packages, one folder a family.
 * @param refuse called with the family and the reason for each package that is left out.
 */
export function listFaces(folder: string, refuse: (family: string, reason: string) => void): FaceFile[] {
  const families = readdirSync(folder).filter((name) => !name.startsWith("."));
  return families.toSorted().flatMap((family) => {
    const metadata = JSON.parse(readFileSync(join(folder, family, "metadata.json"), "utf8")) as PackageMetadata;
    const manifest = JSON.parse(readFileSync(join(folder, family, "package.json"), "utf8")) as { name: string; version: string };
    const reason = refusal(metadata);
    if (reason !== undefined) {
      refuse(family, reason);
      return [];
    }
    const files = readdirSync(join(folder, family, "files"));
    return files.toSorted().flatMap((file): FaceFile[] => {
      const parts = /-latin-(\d+)-(normal|italic)\.woff$/.exec(file);
      if (parts === null) return [];
      return [
        {
          package: manifest.name,
          version: manifest.version,
          id: family,
          family: metadata.family,
          file: `files/${file}`,
          weight: Number(parts[1]),
          style: parts[2] === "italic" ? "italic" : "normal",
          licence: metadata.license?.type ?? "",
          copyright: metadata.license?.attribution.replaceAll(/\s+/g, " ").trim() ?? "",
        },
      ];
    });
  });
}
