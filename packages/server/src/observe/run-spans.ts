import type { BatonEvent, RunError } from "@baton/runtime";
import { type Context, type Span, type SpanContext, SpanKind, SpanStatusCode, trace, type Tracer } from "@opentelemetry/api";
import { agentFacts, type EventOf, modelFacts, nodeFacts, pointAttributes, type SpanFacts, toolFacts } from "./attributes.ts";
import { placeOf } from "./place.ts";
import { contextOf, linksTo } from "./trace-context.ts";

/** What is known of a stretch of work before it begins. */
export interface SegmentFacts {
  readonly thread: string;
  readonly job: string;
  readonly graph: string;
  readonly hash: string | undefined;
  /** How often the job was taken: more than once where a process died on it. */
  readonly attempt: number;
  readonly parent: SpanContext | undefined;
  /** `traceparent` of the stretch before, for one that goes on. */
  readonly earlier: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** How it ended. */
export interface SegmentClose {
  readonly status: string;
  readonly run: string | undefined;
  readonly error: RunError | undefined;
  readonly at: number;
}

interface Open {
  readonly span: Span;
  readonly context: Context;
  /** A node that turned out to be an agent: it is called so from then on. */
  agent?: string;
}

/**
 * The spans of one stretch of work on a thread, made from Baton's events while they come: `invoke_workflow` with a span for every node, plan task,
 * model call and tool call inside. What is still open when the stretch ends (a node that waits for people) ends with it, and is opened anew by the
 * stretch that goes on, in a trace that links back to this one.
 */
export class RunSpans {
  readonly #tracer: Tracer;
  readonly #facts: SegmentFacts;
  readonly #content: boolean;
  readonly #root: Open;
  readonly #open = new Map<string, Open>();

  constructor(tracer: Tracer, facts: SegmentFacts, content: boolean) {
    this.#tracer = tracer;
    this.#facts = facts;
    this.#content = content;
    const outside = contextOf(facts.parent);
    const span = tracer.startSpan(
      `invoke_workflow ${facts.graph}`,
      {
        kind: SpanKind.INTERNAL,
        startTime: new Date(facts.startedAt),
        links: linksTo(facts.earlier),
        attributes: {
          "gen_ai.operation.name": "invoke_workflow",
          "gen_ai.workflow.name": facts.graph,
          "gen_ai.conversation.id": facts.thread,
          "baton.job.id": facts.job,
          "baton.attempt": facts.attempt,
          ...(facts.hash === undefined ? {} : { "baton.graph.hash": facts.hash }),
        },
      },
      outside,
    );
    this.#root = { span, context: trace.setSpan(outside, span) };
  }

  get context(): SpanContext {
    return this.#root.span.spanContext();
  }

  event(event: BatonEvent, at: number): void {
    const scope = event.scope ?? "";
    switch (event.type) {
      case "node.started":
        this.#begin(nodeKey(scope, event.node), nodeFacts(event.node, event.kind), event.at, scope).span.setAttribute("baton.node.visit", event.visit);
        return;
      case "node.done":
        this.#named(scope, event).setAttribute("baton.node.port", event.port);
        return this.#end(nodeKey(scope, event.node), event.at);
      case "node.failed":
        fail(this.#named(scope, event), event.error, this.#content);
        this.#speaks(scope, event.node, event.error.agent);
        return this.#end(nodeKey(scope, event.node), event.at);
      case "task.started":
        this.#begin(taskKey(scope, event.node, event.task), taskFacts(event), at, scope, this.#node(scope, event.node));
        return;
      case "task.done":
        return this.#end(taskKey(scope, event.node, event.task), at);
      case "task.failed":
        this.#failTask(event, at);
        return;
      case "model.called":
        this.#speaks(scope, event.node, event.agent);
        return this.#whole(modelFacts(event), scope, event, at);
      case "tool.called":
        return this.#whole(toolFacts(event, this.#content), scope, event, at);
      default:
        this.#told(scope, event).span.addEvent(event.type, pointAttributes(event, this.#content), new Date(at));
    }
  }

  /** Ends everything that is still open. */
  close({ status, run, error, at }: SegmentClose): void {
    for (const key of [...this.#open.keys()].toReversed()) {
      this.#open.get(key)?.span.setAttribute("baton.node.unfinished", true);
      this.#end(key, at);
    }
    const { span } = this.#root;
    span.setAttribute("baton.run.status", status);
    if (run !== undefined) span.setAttribute("baton.run.id", run);
    if (error !== undefined) fail(span, error, this.#content);
    span.end(this.#time(at));
  }

  #failTask(event: EventOf<"task.failed">, at: number): void {
    const key = taskKey(event.scope ?? "", event.node, event.task);
    const open = this.#open.get(key);
    if (open !== undefined) fail(open.span, event.error, this.#content);
    this.#end(key, at);
  }

  /** Something that is told when it is over. */
  #whole(facts: SpanFacts, scope: string, { node, ms }: { readonly node: string; readonly ms: number }, at: number): void {
    const parent = this.#node(scope, node);
    const { span } = this.#start(facts, at - ms, scope, parent);
    if (facts.error !== undefined) {
      span.setAttribute("error.type", facts.error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(this.#time(at));
  }

  /** A node's span; opened here for one that began in an earlier stretch. */
  #node(scope: string, node: string): Open {
    const key = nodeKey(scope, node);
    return this.#open.get(key) ?? this.#begin(key, resumed(nodeFacts(node, "node")), this.#facts.startedAt, scope);
  }

  /** What an event is about: its node, or the whole. */
  #told(scope: string, event: BatonEvent): Open {
    return "node" in event ? this.#node(scope, event.node) : this.#root;
  }

  /** The same, when its kind is known at last. */
  #named(scope: string, { node, kind }: { readonly node: string; readonly kind: string }): Span {
    const { name, attributes } = nodeFacts(node, kind);
    const { span, agent } = this.#node(scope, node);
    return (agent === undefined ? span.updateName(name) : span).setAttributes(attributes);
  }

  /** A model was called in a node's name. */
  #speaks(scope: string, node: string, agent: string | undefined): void {
    const open = this.#node(scope, node);
    if (agent === undefined || open.agent !== undefined) return;
    const { name, attributes } = agentFacts(agent);
    open.agent = agent;
    open.span.updateName(name).setAttributes(attributes);
  }

  #begin(key: string, facts: SpanFacts, at: number, scope: string, parent: Open = this.#around(scope)): Open {
    this.#end(key, at);
    const open = this.#start(facts, at, scope, parent);
    this.#open.set(key, open);
    return open;
  }

  /** The span of whatever opened a scope: a plan's task, the node, or the whole. */
  #around(scope: string): Open {
    const place = placeOf(scope);
    if (place === undefined) return this.#root;
    const task = taskOf(scope);
    const inTask = task === undefined ? undefined : this.#open.get(taskKey(place.around, place.owner, task));
    return inTask ?? this.#node(place.around, place.owner);
  }

  #start(facts: SpanFacts, at: number, scope: string, parent: Open): Open {
    const startTime = this.#time(at);
    const task = taskOf(scope);
    const where = { ...(scope === "" ? {} : { "baton.scope": scope }), ...(task === undefined ? {} : { "baton.task.id": task }) };
    const attributes = { ...facts.attributes, "gen_ai.conversation.id": this.#facts.thread, "baton.job.id": this.#facts.job, ...where };
    const span = this.#tracer.startSpan(facts.name, { kind: facts.kind, startTime, attributes }, parent.context);
    return { span, context: trace.setSpan(parent.context, span) };
  }

  #end(key: string, at: number): void {
    this.#open.get(key)?.span.end(this.#time(at));
    this.#open.delete(key);
  }

  /** Nothing begins before the whole does. As a date, since small numbers would be taken for another clock's. */
  #time(at: number): Date {
    return new Date(Math.max(at, this.#facts.startedAt));
  }
}

function nodeKey(scope: string, node: string): string {
  return JSON.stringify([scope, node]);
}

function taskKey(scope: string, node: string, task: string): string {
  return JSON.stringify([scope, node, task]);
}

/** The task that a lane works on: lanes of plans are called `<task>.<attempt>`, and so on where results are judged. */
function taskOf(scope: string): string | undefined {
  return /^(.+?)\.\d+(?:\.|$)/.exec(placeOf(scope)?.lane ?? "")?.[1];
}

function taskFacts({ node, task, worker, attempt }: EventOf<"task.started">): SpanFacts {
  const attributes = { "baton.node.id": node, "baton.task.id": task, "baton.task.worker": worker, "baton.attempt": attempt };
  return { name: `task ${task}`, kind: SpanKind.INTERNAL, attributes };
}

function resumed(facts: SpanFacts): SpanFacts {
  return { ...facts, attributes: { ...facts.attributes, "baton.node.resumed": true } };
}

/** The layer that failed comes first: it is what an alert is routed by. */
function fail(span: Span, { layer, code, message, node, attempt }: RunError, content: boolean): void {
  span.setAttribute("error.type", `${layer}/${code}`);
  if (node !== undefined) span.setAttribute("baton.error.node", node);
  if (attempt !== undefined) span.setAttribute("baton.error.attempt", attempt);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(content ? { message } : { message: code }) });
}
