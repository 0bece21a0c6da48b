import { currentArgs } from "baton";
import type { Approval, ApprovalAction } from "./approval.ts";
import type { Io } from "../process/io.ts";
import { people, placeOf } from "./approval.ts";
import { fields } from "./table.ts";
import { indent, inline, pad, short, visible, wrap } from "./text.ts";
import { date, moment } from "./time.ts";
import { mappingLines, valueLines } from "./value.ts";

const evidenceLines = 24;

/** What waits for people, in full: what would run, why they are asked, what the designer shows, who may decide and until when. */
export function reviewLines(approval: Approval, title: string, io: Io): readonly string[] {
  const { paint } = io;
  const width = io.width - 4;
  const place = placeOf(approval);
  const facts: (readonly [string, readonly string[]])[] = [
    ...(approval.reasons.length === 0 ? [] : [["Why", approval.reasons.flatMap((reason) => wrap(visible(reason), width - 14))] as const]),
    ...(place === undefined ? [] : [["Asked at", [place]] as const]),
    ["Who decides", [whoLine(approval)]],
    ...(approval.expiresAt === undefined ? [] : [["Until", [`${date(approval.expiresAt)}${near(approval.expiresAt, io.now())}`]] as const]),
    ...approval.escalate.map(({ at, to }) => [at <= io.now() ? "Now also" : "Later also", [`${inline(to)}, from ${date(at)}`]] as const),
    ...(approval.claim === undefined ? [] : [["Looked at by", [`${inline(approval.claim.by)}, since ${date(approval.claim.at)}`]] as const]),
    ["Started by", [inline(approval.requester)]],
    ...(approval.kind === "question" ? [] : approval.actions.map(({ digest }) => ["Digest", [digest]] as const)),
  ];
  // What is decided stands last: next to the question, whatever came before it.
  return [
    `${paint("wait", "●")} ${paint("strong", visible(title))}  ${paint("wait", `Waiting for ${people(approval)}`)}`,
    "",
    ...(approval.shows.length === 0 ? [] : [...indent(evidence(approval, io), 2), ""]),
    ...approval.actions.flatMap((action, index) => [
      ...(approval.actions.length > 1
        ? [`  ${paint("quiet", `${index + 1} of ${approval.actions.length}${action.status === "open" ? "" : `, ${action.status}`}`)}`]
        : []),
      ...indent(actionLines(approval, action, width, io), 2),
      "",
    ]),
    ...indent(fields(facts, paint), 2),
  ];
}

/** What the designer shows with it; long values are folded. */
function evidence({ shows }: Approval, { paint, width }: Io): readonly string[] {
  const margin = Math.max(...shows.map(({ label }) => inline(label).length));
  return shows.flatMap(({ label, value, absent }) => {
    const shown = absent === true ? ["not there yet"] : valueLines(value, { paint, width: width - 6 });
    const name = paint("quiet", inline(label));
    const [first = "", ...rest] = shown;
    if (rest.length === 0) return [`${pad(name, margin)}  ${first}`];
    const folded =
      shown.length > evidenceLines
        ? [...shown.slice(0, evidenceLines), paint("quiet", `… ${shown.length - evidenceLines} more lines: \`baton inbox --json\``)]
        : shown;
    return [name, ...indent(folded, 2)];
  });
}

function actionLines(approval: Approval, action: ApprovalAction, width: number, { paint }: Io): readonly string[] {
  const args = currentArgs(action);
  const description = wrap(visible(action.description), width);
  switch (approval.kind) {
    case "call":
      return [
        `${paint("strong", inline(action.name))}, the call that ${inline(approval.node)} would make`,
        ...description.map((line) => paint("quiet", line)),
        "",
        ...indent(mappingLines(args, { paint, width: width - 2 }), 2),
      ];
    case "value":
      return [
        `A value from ${inline(approval.node)}`,
        ...description.map((line) => paint("quiet", line)),
        "",
        ...indent(mappingLines(args, { paint, width: width - 2 }), 2),
      ];
    case "question":
      return description.map((line) => paint("strong", line));
    case "unknown-effect":
      return [...description.map((line) => paint("strong", line)), "", ...indent(mappingLines(args, { paint, width: width - 2 }), 2)];
    default:
      return approval.kind satisfies never;
  }
}

function near(at: number, now: number): string {
  const text = moment(at, now);
  return text === date(at) ? "" : `, ${text}`;
}

function whoLine(approval: Approval): string {
  const needed = approval.actions.flatMap(({ by }) => by);
  if (needed.length === 0) return "whoever may answer this thread";
  const said = needed.map(
    ({ role, count, fourEyes }) =>
      `${count > 1 ? `${count} × ` : ""}${inline(role)}${fourEyes ? ", not who started it, edited it or edited the graph last" : ""}`,
  );
  const so = approval.actions.flatMap(({ decisions }) =>
    decisions.map(
      ({ actor, roles, type, value }) =>
        `${inline(actor)} said ${type}${type === "respond" ? `: ${short(inline(JSON.stringify(value ?? null)), 60)}` : ""}${roles.includes("*") ? " as the one user, with every role" : ""}`,
    ),
  );
  return [...new Set(said)].join(" and ") + (so.length === 0 ? "" : ` (so far: ${so.join(", ")})`);
}
