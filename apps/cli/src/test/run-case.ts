import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BatonEvent, type Case, type CaseRun, type GraphFolder, loadHost, openBaton, runCase } from "baton";

/** A case that was run: how it went, or what kept it from running. */
export interface Outcome {
  readonly case: Case;
  /** Nodes in the order in which they ended; what failed or waits for people is marked. */
  readonly path: readonly string[];
  readonly run?: CaseRun;
  readonly error?: unknown;
}

/** True where a case ended as it should. */
export function passed({ run }: Outcome): boolean {
  return run !== undefined && run.differences.length === 0;
}

/** Runs one case with storage in memory and a folder of its own for what the host keeps, which is removed. */
export async function runOnItsOwn(
  folder: GraphFolder,
  each: Case,
  { live, signal }: { readonly live: boolean; readonly signal: AbortSignal },
): Promise<Outcome> {
  const data = mkdtempSync(join(tmpdir(), "baton-test-"));
  const path: string[] = [];
  try {
    const baton = await openBaton({ graph: join(folder.folder, folder.files.root), data: false, offline: !live, host: await loadHost(folder, data) });
    try {
      const onEvent = (event: BatonEvent): void => void path.push(...stepOf(event));
      const run = await runCase(baton, each, { signal, onEvent });
      const waiting = run.result.interrupts.map(({ baton: { asker } }) => `${asker} (waits)`);
      return { case: each, path: [...path, ...waiting], run };
    } finally {
      await baton.close();
    }
  } catch (error) {
    return { case: each, path, error };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function stepOf(event: BatonEvent): readonly string[] {
  if (event.type === "node.done") return [event.node];
  return event.type === "node.failed" ? [`${event.node} (failed)`] : [];
}
