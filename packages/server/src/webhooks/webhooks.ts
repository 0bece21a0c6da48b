import { BatonError, type JsonObject } from "@baton/core";
import type { Delivery, Job } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import { hostOfUrl, readWebhookHosts } from "./hosts.ts";
import { type Lookup, lookupAll, post, type Posted } from "./post.ts";
import { SIGNATURE_HEADER, signWebhook } from "./signature.ts";

/** How a job ended, as its webhook tells it: what LangGraph's webhooks carry. */
export interface JobEnd {
  /** The run as the Agent Protocol gives it, with its status and kwargs. */
  readonly run: JsonObject;
  /** State at the end; absent where there is none. */
  readonly values?: JsonObject;
  /** What went wrong, in words. */
  readonly error?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Tells others how jobs end. */
export interface Webhooks {
  /** Refuses an address when a job names it. @throws BatonError `webhook_forbidden`, `webhook_secret_missing`. */
  check(url: string): void;
  /** Keeps the message for a job's end; it is sent by `run`. Once for each job, however often it is told. */
  notify(job: Job, url: string, end: JobEnd): Promise<void>;
  /** Sends what is due, and resolves when each of it was tried once; never rejects. Aborting leaves the rest for later. */
  run(signal: AbortSignal): Promise<void>;
  /** When there is something to send next. */
  next(): Promise<number | undefined>;
}

/** What may be set otherwise than usual. */
export interface WebhookOptions {
  readonly lookup?: Lookup;
  /** Between 0 and 1, for the jitter of pauses. */
  readonly random?: () => number;
  /** Longest that one attempt may take, in milliseconds. */
  readonly timeoutMs?: number;
}

type Needed = Pick<ServerDeps, "storage" | "clock" | "log" | "access" | "version" | "telemetry" | "webhookSecrets">;

/** Attempts for one message; with the pauses between them they take less than a day. */
const attempts = 8;
const firstPauseMs = 10_000;
const longestPauseMs = 12 * 3_600_000;
/** Messages under way at once. */
const atOnce = 16;

/**
 * Webhooks over what storage keeps: a message is a row before it is sent, and so goes out after a crash too, perhaps twice; receivers know it by
 * `baton-delivery`. A 2xx ends it, and so do redirects and refusals (4xx but 408 and 429); the rest is tried again, ever more seldom.
 */
export function createWebhooks(deps: Needed, { lookup = lookupAll, random = Math.random, timeoutMs = 10_000 }: WebhookOptions = {}): Webhooks {
  const { storage, clock, log, access, version, telemetry, webhookSecrets = [] } = deps;
  const hosts = readWebhookHosts(access.webhookHosts);

  const attempt = async (delivery: Delivery, signal: AbortSignal): Promise<Posted> => {
    // Again: the list may be another one than when the job was made.
    const { url, reach } = hostOfUrl(hosts, delivery.url);
    const headers = {
      "content-type": "application/json",
      "user-agent": `baton/${version}`,
      "baton-delivery": delivery.id,
      [SIGNATURE_HEADER]: signWebhook(delivery.body, webhookSecrets, clock.now()),
    };
    return await post({ url, reach, body: delivery.body, headers, timeoutMs, lookup, signal });
  };

  const deliver = async (delivery: Delivery, signal: AbortSignal): Promise<void> => {
    const made = delivery.attempts + 1;
    const posted = await attempt(delivery, signal).catch((error: unknown): Posted => {
      if (error instanceof BatonError) return { type: "forbidden", problem: error.message };
      throw error;
    });
    const { status, problem, pauseMs } = outcome(posted, made, random);
    await storage.deliveries.update(delivery.id, { status, attempts: made, nextAt: clock.now() + pauseMs, problem });
    telemetry?.meters.deliveries.add(1, { "baton.delivery.status": status === "pending" ? "again" : status });
    const line = { run: delivery.job, delivery: delivery.id, host: hostName(delivery.url), attempt: made, ...(problem === undefined ? {} : { problem }) };
    if (status === "sent") log.info(line, "webhook sent");
    else log.warn(status === "failed" ? line : { ...line, againMs: pauseMs }, status === "failed" ? "webhook given up" : "webhook failed");
  };

  const unsent = (error: unknown): readonly Delivery[] => {
    log.error({ err: error }, "webhooks could not be sent");
    return [];
  };

  return {
    check: (url) => {
      hostOfUrl(hosts, url);
      if (webhookSecrets.length > 0) return;
      throw new BatonError("webhook_secret_missing", "infrastructure", "Webhooks are signed, and this server has no secret for that.", {
        fix: "Set BATON_WEBHOOK_SECRET to a long random text, here and where the webhook goes.",
      });
    },
    notify: async (job, url, end) => {
      const now = clock.now();
      const body = JSON.stringify({
        ...end.run,
        run_started_at: new Date(end.startedAt).toISOString(),
        run_ended_at: new Date(end.endedAt).toISOString(),
        webhook_sent_at: new Date(now).toISOString(),
        ...(end.values === undefined ? {} : { values: end.values }),
        ...(end.error === undefined ? {} : { error: end.error }),
      });
      await storage.deliveries.add({
        id: `whk_${job.id}`,
        job: job.id,
        owner: job.owner,
        url,
        body,
        status: "pending",
        attempts: 0,
        nextAt: now,
        problem: undefined,
        createdAt: now,
      });
    },
    run: async (signal) => {
      while (!signal.aborted) {
        // Put off for longer than an attempt takes: who comes back after a crash finds it due again.
        const due = await storage.deliveries.take(clock.now(), atOnce, timeoutMs + 20_000).catch(unsent);
        if (due.length === 0) return;
        await Promise.all(due.map(async (delivery) => await deliver(delivery, signal).catch((error: unknown) => void (signal.aborted || unsent(error)))));
      }
    },
    next: async () => await storage.deliveries.next(),
  };
}

interface Outcome {
  readonly status: Delivery["status"];
  readonly problem: string | undefined;
  readonly pauseMs: number;
}

function outcome(posted: Posted, made: number, random: () => number): Outcome {
  if (posted.type === "forbidden") return { status: "failed", problem: posted.problem, pauseMs: 0 };
  if (posted.type === "answered" && posted.status >= 200 && posted.status < 300) return { status: "sent", problem: undefined, pauseMs: 0 };
  const problem =
    posted.type === "failed"
      ? posted.problem
      : `answered ${posted.status}${posted.status >= 300 && posted.status < 400 ? ", and redirects are not followed" : ""}`;
  const final = posted.type === "answered" && posted.status < 500 && posted.status !== 408 && posted.status !== 429;
  if (final || made >= attempts) return { status: "failed", problem, pauseMs: 0 };
  // A fifth up or down, so that messages which failed together do not come together again.
  const pause = firstPauseMs * 4 ** (made - 1) * (0.8 + 0.4 * random());
  const asked = posted.type === "answered" ? (posted.retryAfterMs ?? 0) : 0;
  return { status: "pending", problem, pauseMs: Math.min(longestPauseMs, Math.max(pause, asked)) };
}

/** What a log may say of an address: its path may hold a secret. */
function hostName(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "?";
}
