import { createRequire } from "node:module";

/** What came of a run of the suite. */
export interface SuiteOutcome {
  /** Specs that ran, whatever came of them. */
  readonly ran: number;
  /** Names of the specs that tfjs itself has marked as pending, without the backend's name. */
  readonly pending: readonly string[];
  readonly failed: readonly { readonly name: string; readonly messages: readonly string[] }[];
}

interface Result {
  readonly fullName: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

/** The part of jasmine that is used here. */
interface Jasmine {
  readonly installGlobals: () => void;
  readonly jasmine: {
    getEnv(): {
      configure(settings: object): void;
      addReporter(reporter: object): void;
      execute(): Promise<{ readonly overallStatus: string; readonly failedExpectations: Result["failedExpectations"] }>;
    };
  };
}

/**
 * Runs all specs of tfjs-core on a backend, as tfjs runs them on its own CPU backend. `hookModules` must have
 * been called.
 */
export async function runSuite(backend: string, threads: number): Promise<SuiteOutcome> {
  const { installGlobals, jasmine } = createRequire(import.meta.url)("jasmine-core") as Jasmine;
  installGlobals();
  const environment = jasmine.getEnv();
  // Two of the suites share a name.
  environment.configure({ random: false, forbidDuplicateNames: false });

  await import("@tensorflow/tfjs-backend-cpu");
  if (backend === "simd") (await import("@disentangle/backend-simd")).configureSimd({ threads });
  // Where a backend cannot start, tfjs goes on with the next best, and the suite would pass on that.
  const { setBackend } = (await load("index")) as typeof import("@tensorflow/tfjs");
  if (!(await setBackend(backend))) throw new Error(`The backend ${backend} did not start.`);
  await load("public/chained_ops/register_all_chained_ops");
  await load("register_all_gradients");
  const { setTestEnvs } = (await load("jasmine_util")) as { setTestEnvs: (environments: object[]) => void };
  setTestEnvs([{ name: backend, backendName: backend, isDataSync: true }]);
  await load("tests");

  const pending: string[] = [];
  const failed: { name: string; messages: string[] }[] = [];
  let ran = 0;
  const note = ({ fullName, failedExpectations }: Result): void => {
    if (failedExpectations.length > 0) failed.push({ name: fullName, messages: failedExpectations.map(({ message }) => message) });
  };
  environment.addReporter({
    specDone: (result: Result & { readonly status: string }) => {
      if (result.status === "pending") pending.push(result.fullName.replace(` ${backend} {}`, ""));
      else ran++;
      note(result);
    },
    suiteDone: note,
  });
  const { overallStatus, failedExpectations } = await environment.execute();
  note({ fullName: `the suite (${overallStatus})`, failedExpectations });
  return { ran, pending, failed };
}

async function load(name: string): Promise<unknown> {
  return (await import(`@tensorflow/tfjs-core/dist/${name}`)) as unknown;
}
