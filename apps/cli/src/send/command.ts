import { Command } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { dataOption, gather, graphOption, jsonOption } from "../running/options.ts";
import type { SendOptions } from "./send.ts";

/** `baton send`. */
export function sendVerb(io: Io, finish: Finish): Command {
  const command = new Command("send")
    .summary("send an event to the runs that wait for it")
    .description("Keeps an event for the runs that wait for it, or will: each event is used once. It says which threads can go on; nothing runs by itself.")
    .argument("<event>", "an event that the host declares")
    .optionsGroup("Event:")
    .option("--input <value>", "what it brings: a JSON file, `-` for JSON on standard input, or key=value, key=@file (repeatable)", gather)
    .option("--thread <id>", "the only thread that may use it")
    .option("--id <id>", "the sender's own id: sent again under it, it is the same event")
    .addOption(graphOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (event: string, options: SendOptions) => {
      const { send } = await import("./send.ts");
      finish(await send(event, options, io));
    });
  return manual(command, {
    examples: [
      ["baton send payment_received --input invoice_id=I-17 --input amount_minor=1200", "for whichever run waits for this invoice"],
      ["baton send payment_received --thread thr_1f0c --input payment.json --id bank-4711", "for one thread, and once however often it is sent"],
      ["cat payment.json | baton send payment_received --input -", "with what standard input has"],
    ],
    exits: { 0: "the event is kept; the threads that can go on are printed", 2: "nobody declares the event, or its payload does not fit" },
    seeAlso: ["resume", "threads show"],
  });
}
