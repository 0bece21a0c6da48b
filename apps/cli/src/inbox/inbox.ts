import { type Exit, exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { type Approval, askedLine, people, placeOf } from "../render/approval.ts";
import { table } from "../render/table.ts";
import { counted, indent, inline, wrap } from "../render/text.ts";
import { moment } from "../render/time.ts";
import { hasRuns, openData } from "../running/open.ts";

export interface InboxOptions {
  readonly thread?: string;
  readonly graph?: string;
  readonly node?: string;
  readonly role?: string;
  readonly json?: true;
  readonly data: string;
}

/** Prints what waits for people. */
export async function inbox({ json, data, ...which }: InboxOptions, io: Io): Promise<Exit> {
  const open = hasRuns(data) ? await openApprovals(data, which, io.now()) : [];
  if (json === true) io.out(JSON.stringify(open, undefined, 2));
  else if (open.length === 0) io.out("Nothing waits for a person.");
  else {
    const alone = (approval: Approval): boolean => open.filter((each) => each.thread === approval.thread).length === 1;
    for (const approval of open) io.out(`${lines(approval, alone(approval), io).join("\n")}\n`);
    io.out(
      io.paint(
        "quiet",
        `${counted(open.length, "approval")} open; decide with \`baton approve\` or \`baton reject\` and the ${open.every(alone) ? "thread" : "thread or approval"}.`,
      ),
    );
  }
  return exit.done;
}

async function openApprovals(data: string, { role, ...which }: Omit<InboxOptions, "json" | "data">, now: number): Promise<readonly Approval[]> {
  const storage = openData(data);
  try {
    return await storage.approvals.list({ ...which, status: "open", ...(role === undefined ? {} : { by: { roles: [role], now } }) });
  } finally {
    await storage.close();
  }
}

function lines(approval: Approval, alone: boolean, io: Io): readonly string[] {
  const now = io.now();
  const facts = table(
    {
      head: ["who", "since", "until", ...(approval.claim === undefined ? [] : ["looked at by"]), "thread", ...(alone ? [] : ["approval"])],
      rows: [
        [
          people(approval),
          moment(approval.createdAt, now),
          approval.expiresAt === undefined ? "no end" : moment(approval.expiresAt, now),
          ...(approval.claim === undefined ? [] : [inline(approval.claim.by)]),
          approval.thread,
          ...(alone ? [] : [approval.id]),
        ],
      ],
    },
    io.paint,
    Infinity,
  );
  const names = [...new Set(approval.actions.map(({ name }) => inline(name)))].join(", ");
  const place = placeOf(approval);
  const title = `${io.paint("wait", "●")} ${io.paint("strong", names)}${place === undefined ? "" : io.paint("quiet", `  at ${place}`)}`;
  return [title, ...indent(wrap(askedLine(approval), io.width - 2), 2), ...indent(facts, 2)];
}
