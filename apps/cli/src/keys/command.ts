import { Command, InvalidArgumentError, Option } from "commander";
import { type Manual, manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { dataOption, gather, jsonOption, positive } from "../running/options.ts";
import type { CreateOptions } from "./create.ts";
import type { KeysOptions } from "./list.ts";

/** `baton keys`. */
export function keysVerb(io: Io, finish: Finish): Command {
  const create = new Command("create")
    .summary("make a key and print it, once")
    .description("Make a key to the server, for a person or a program. It is printed once; only its hash is kept.")
    .argument("<identity>", "whom it stands for: what owns threads, asks, and decides", identity)
    .addOption(
      new Option("--permission <permission>", "designer, operator, approver or auditor (repeatable)")
        .choices(["designer", "operator", "approver", "auditor"])
        .argParser(permission)
        .makeOptionMandatory(),
    )
    .option("--role <role>", "a role of the business that reviews name (repeatable)", gather)
    .option("--expires <age>", "how long it is valid: 90d, 12h; for ever where left out")
    .addOption(new Option("--requests-per-minute <count>", "at most so many requests").argParser(positive).helpGroup("Quota:"))
    .addOption(new Option("--runs-per-day <count>", "at most so many runs, of all keys of that identity").argParser(positive).helpGroup("Quota:"))
    .addOption(new Option("--cost-per-day <usd>", "no new run once its runs cost so much").argParser(usd).helpGroup("Quota:"))
    .action(async (name: string, options: CreateOptions) => {
      const { createKey } = await import("./create.ts");
      finish(await createKey(name, options, io));
    });
  const list = new Command("list")
    .summary("list keys, oldest first")
    .description("List keys, oldest first, with what they may do and when they were used. No key itself: nobody has it but who got it.")
    .action(async (options: KeysOptions) => {
      const { listKeys } = await import("./list.ts");
      finish(await listKeys(options, io));
    });
  const revoke = new Command("revoke")
    .summary("end a key, from the next request on")
    .description("End a key, from the next request on, also of a server that runs.")
    .argument("<key-id>", "its id, as `list` shows it")
    .action(async (id: string, options: KeysOptions) => {
      const { revokeKey } = await import("./revoke.ts");
      finish(await revokeKey(id, options, io));
    });
  const keys = new Command("keys")
    .summary("create, list and revoke keys to the server")
    .description("A key says who calls the server, what they may do there, and which roles of the business they hold.")
    .helpCommand(false);
  for (const command of [create, list, revoke]) keys.addCommand(manual(command.addOption(jsonOption()).addOption(dataOption()), pages[command.name()] ?? page));
  return manual(keys, page);
}

type Permission = CreateOptions["permission"][number];

function permission(text: string, before: readonly Permission[] = []): readonly Permission[] {
  if (text === "designer" || text === "operator" || text === "approver" || text === "auditor") return [...before, text];
  throw new InvalidArgumentError("It is designer, operator, approver or auditor.");
}

function identity(text: string): string {
  if (!/^[\w.@+-]{1,100}$/.test(text)) throw new InvalidArgumentError("It has letters, digits, `_`, `.`, `@`, `+` and `-`, at most 100.");
  return text;
}

function usd(text: string): number {
  const amount = Number(text);
  if (!(amount > 0) || !Number.isFinite(amount)) throw new InvalidArgumentError("It is an amount in US dollars, such as 2.50.");
  return amount;
}

const there = { 0: "done", 1: "the data folder could not be read or written" } as const;

/** The page of all of them, and those of each. */
const page: Manual = {
  examples: [
    ["baton keys create maria --permission approver --role controller", "a key for a person who decides"],
    ["baton keys list", "every key"],
  ],
  exits: there,
  seeAlso: ["serve", "inbox"],
};
const pages: { readonly [name: string]: Manual } = {
  create: {
    examples: [
      ["baton keys create maria --permission approver --role controller --expires 90d", "a key for a person who decides"],
      ["baton keys create shop --permission operator --requests-per-minute 60 --cost-per-day 20", "a key for a program, with bounds"],
    ],
    exits: there,
    seeAlso: ["keys list", "keys revoke"],
  },
  list: { examples: [["baton keys list --json", "for programs"]], exits: there, seeAlso: ["keys create", "keys revoke"] },
  revoke: { examples: [["baton keys revoke 5f2c90ab17de", "for good"]], exits: there, seeAlso: ["keys list"] },
};
