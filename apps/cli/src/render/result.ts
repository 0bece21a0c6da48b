import type { RunResult } from "baton";
import type { Io } from "../process/io.ts";
import { indent, visible } from "./text.ts";
import { usageLine } from "./usage.ts";
import { mappingLines } from "./value.ts";

/** Where a run ended or stands, in lines. What waits for people is laid out elsewhere. */
export function resultLines(result: RunResult, io: Io): readonly string[] {
  const { paint } = io;
  const { status, error } = result;
  const foot = paint("quiet", `${usageLine(result.usage)} · thread ${result.thread}`);
  const said = error === undefined ? [] : indent([visible(error.message), ...(error.fix === undefined ? [] : [visible(error.fix)])], 2);
  switch (status) {
    case "done": {
      const output = Object.keys(result.output).length === 0 ? [] : ["", ...indent(mappingLines(result.output, { paint, width: io.width - 2 }), 2)];
      return [`${paint("good", "✓")} ${paint("strong", `Done: ${result.outcome ?? "done"}`)}`, ...output, "", foot];
    }
    case "failed": {
      const where = error?.node === undefined ? "" : ` at ${error.node}`;
      return [`${paint("bad", "✗")} ${paint("strong", `Failed${where}`)}  ${paint("bad", error?.layer ?? "")}`, ...said, "", foot];
    }
    case "limit_reached":
      return [`${paint("wait", "■")} ${paint("strong", "Stopped at a limit")}`, ...said.slice(0, 1), "", foot];
    case "cancelled":
      return [
        `${paint("wait", "■")} ${paint("strong", "Cancelled")}, after ${result.usage.steps} finished ${result.usage.steps === 1 ? "step" : "steps"}; they are kept.`,
        "",
        foot,
      ];
    case "interrupted":
      return [foot];
    default:
      return status satisfies never;
  }
}
