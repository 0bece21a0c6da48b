import type { Permission } from "@baton/runtime";

/** `anybody`: without a key too. `everyone`: whoever has a key. Else whoever has one of these permissions. */
export type Who = "anybody" | "everyone" | readonly Permission[];

interface Row {
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  readonly who: Who;
}

const read = ["GET"];
const write = ["POST", "PUT", "PATCH", "DELETE"];
const readers = ["designer", "operator", "auditor"] as const;
const callers = ["designer", "operator"] as const;

/**
 * Who may use which routes. Of several rows that fit the first counts, and what stands in none is closed. Whose threads and runs one sees is decided by
 * `ownerOf`, and who may decide a review by its own `by`; both apart from this.
 */
export const permissionRows: readonly Row[] = [
  // Whether it runs, what it speaks, and the pages: files that are the same for all.
  { methods: read, paths: ["/ok", "/openapi.json", "/docs", "/docs/*"], who: "anybody" },
  { methods: read, paths: ["/", "/:file{[\\w.-]+\\.(?:html|ico|svg|png|webmanifest|txt)}", "/assets/*"], who: "anybody" },
  { methods: read, paths: ["/g/*", "/inbox", "/inbox/*", "/runs", "/runs/:run", "/prompts", "/evals", "/settings"], who: "anybody" },

  { methods: read, paths: ["/info", "/baton/me", "/baton/events"], who: "everyone" },
  { methods: read, paths: ["/metrics"], who: ["operator", "auditor"] },

  // The Agent Protocol. Searches and reads with a body are POST.
  { methods: read, paths: ["/assistants/*"], who: readers },
  { methods: ["POST"], paths: ["/assistants/search", "/assistants/count"], who: readers },
  { methods: write, paths: ["/assistants/*"], who: callers },
  { methods: read, paths: ["/threads/*"], who: readers },
  {
    methods: ["POST"],
    paths: ["/threads/search", "/threads/count", "/threads/:thread/history", "/threads/:thread/state/checkpoint", "/threads/:thread/stream/events"],
    who: readers,
  },
  { methods: write, paths: ["/threads/*"], who: callers },
  { methods: [...read, ...write], paths: ["/runs/*", "/store/*"], who: callers },

  // Baton's own.
  { methods: read, paths: ["/baton/graphs/*", "/baton/templates/*", "/baton/tools/*", "/baton/models/*", "/baton/runs/*", "/baton/waits"], who: readers },
  { methods: write, paths: ["/baton/graphs/*"], who: ["designer"] },
  { methods: write, paths: ["/baton/waits/*"], who: callers },
  { methods: ["PATCH"], paths: ["/baton/runs/:run/limits"], who: ["operator"] },
  { methods: read, paths: ["/baton/inbox/*", "/baton/approvals/*"], who: ["approver", "operator", "auditor"] },
  { methods: write, paths: ["/baton/approvals/*"], who: ["approver"] },
  { methods: read, paths: ["/baton/audit/*"], who: ["auditor"] },
];
