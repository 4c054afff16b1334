/** The package managers that say who they are. */
export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/**
 * The package manager that started this process, by what it says of itself in the environment; npm where
 * nothing did.
 */
export function packageManager(env: Readonly<Record<string, string | undefined>> = process.env): PackageManager {
  const [name] = (env["npm_config_user_agent"] ?? "").split("/");
  return (["pnpm", "yarn", "bun"] as const).find((one) => one === name) ?? "npm";
}

/** The command that adds a package to a project. */
export function installCommand(name: string, manager: PackageManager = packageManager()): string {
  return `${manager} ${manager === "npm" ? "install" : "add"} ${name}`;
}
