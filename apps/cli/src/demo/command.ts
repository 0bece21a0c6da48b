import { Command } from "commander";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";

/** `baton demo`: what `pnpm demo` runs. */
export function demoVerb(io: Io, finish: Finish): Command {
  return new Command("demo").description("Runs the invoice example offline, in a fresh folder.").action(async () => {
    const { demo } = await import("./demo.ts");
    finish(await demo(io));
  });
}
