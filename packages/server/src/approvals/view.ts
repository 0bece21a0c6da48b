import {
  type Actor,
  type Approval,
  type ApprovalAction,
  currentAnswer,
  currentArgs,
  everyRole,
  quorum,
  standingDecisions,
  standingTo,
  whyClosed,
  whyNot,
  wordingOf,
} from "@baton/runtime";
import type { z } from "@hono/zod-openapi";
import type { approvalSchema, waitingSchema } from "./schemas.ts";

type Waiting = z.input<typeof waitingSchema>;
type Whole = z.input<typeof approvalSchema>;

/** For whom an approval is shown, and when. */
export interface Look {
  readonly actor: Actor;
  readonly now: number;
  readonly graph: string;
}

/** What waits: the action, what the review shows, and how far it has come. */
export function waitingView(approval: Approval, look: Look): Waiting {
  const { id, kind, thread, graphHash, run, node, asker, place, interrupt, requester, shows, reasons, createdAt, expiresAt, escalate, claim, status } =
    approval;
  const closed = whyClosed(approval, look.now);
  const actions = approval.actions.map((action) => actionView(approval, action, look));
  return {
    id,
    kind,
    thread,
    graph: look.graph,
    graphHash,
    run,
    node,
    asker,
    interrupt,
    requester,
    actions,
    createdAt,
    status,
    ...(place === undefined ? {} : { place: place.path }),
    shows: shows.map((show) => ({ ...show })),
    reasons: [...reasons],
    ...(expiresAt === undefined ? {} : { expiresAt }),
    escalate: escalate.map((each) => ({ ...each })),
    ...(claim === undefined ? {} : { claim: { ...claim } }),
    ...(closed === undefined ? {} : { closed: { code: closed.code, message: closed.message } }),
    mine: closed === undefined && actions.some(({ mine }) => mine),
    wording: wordingOf(approval),
  };
}

/** The same with all that people said. */
export function wholeView(approval: Approval, look: Look): Whole {
  const actions = approval.actions.map((action) => {
    const counting = new Set(standingDecisions(action.decisions));
    const decisions = action.decisions.map((decision) => ({
      ...decision,
      roles: [...decision.roles],
      singleUser: decision.roles.includes(everyRole),
      counts: decision.type === "reject" || counting.has(decision),
    }));
    return { ...actionView(approval, action, look), decisions, ...(action.final === undefined ? {} : { final: action.final }) };
  });
  return { ...waitingView(approval, look), actions };
}

function actionView(approval: Approval, action: ApprovalAction, { actor, now }: Look): Waiting["actions"][number] {
  const { name, description, argsSchema, digest, allowed, status } = action;
  const place = standingTo(approval, action, actor, now);
  const answer = currentAnswer(action);
  const { entries } = quorum({ ...approval, by: action.by, decisions: action.decisions });
  return {
    name,
    description,
    args: currentArgs(action),
    proposed: action.args,
    argsSchema,
    digest,
    allowed: [...allowed],
    status,
    by: entries.map((entry) => ({ ...entry, approvedBy: [...entry.approvedBy] })),
    ...(answer === undefined ? {} : { answer }),
    mine: status === "open" && place === "may" && !standingDecisions(action.decisions).some((decision) => decision.actor === actor.id),
    ...(place === "may" ? {} : { why: `${whyNot(place, approval, action, actor)}.` }),
  };
}
