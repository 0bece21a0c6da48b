import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Missing } from "../shell/missing.tsx";
import { Shell } from "../shell/shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: Missing });

/** The routes; each page is a file that loads when it is opened. */
const start = createRoute({ getParentRoute: () => root, path: "/", component: lazyRouteComponent(() => import("../start/start-page.tsx"), "StartPage") });
const graph = createRoute({
  getParentRoute: () => root,
  path: "/g/$graph",
  // A run that is shown is shown again when the page is loaded anew; `via` are the graphs that lead to this one, the outermost first.
  validateSearch: ({ run, via }: { readonly run?: unknown; readonly via?: unknown }): { readonly run?: string; readonly via?: string } => ({
    ...(typeof run === "string" ? { run } : {}),
    ...(typeof via === "string" && via !== "" ? { via } : {}),
  }),
  component: lazyRouteComponent(() => import("../graph/graph-page.tsx"), "GraphPage"),
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: "/inbox",
  component: lazyRouteComponent(() => import("../inbox/inbox-page.tsx"), "InboxPage"),
});
// The page is the same with one review open, and stays as it is from one to the next.
const inboxNone = createRoute({ getParentRoute: () => inbox, path: "/" });
const inboxReview = createRoute({ getParentRoute: () => inbox, path: "$approval" });

const compare = createRoute({
  getParentRoute: () => root,
  path: "/g/$graph/diff/$range",
  component: lazyRouteComponent(() => import("../compare/compare-page.tsx"), "ComparePage"),
});

const chat = createRoute({
  getParentRoute: () => root,
  path: "/g/$graph/chat",
  validateSearch: ({ thread }: { readonly thread?: unknown }): { readonly thread?: string } => (typeof thread === "string" ? { thread } : {}),
  component: lazyRouteComponent(() => import("../chat/chat-page.tsx"), "ChatPage"),
});

const runs = createRoute({ getParentRoute: () => root, path: "/runs", component: lazyRouteComponent(() => import("../runs/runs-page.tsx"), "RunsPage") });
const oneRun = createRoute({
  getParentRoute: () => root,
  path: "/runs/$run",
  validateSearch: ({ step }: { readonly step?: unknown }): { readonly step?: number } => (typeof step === "number" ? { step } : {}),
  component: lazyRouteComponent(() => import("../runs/run-page.tsx"), "RunPage"),
});
const twoRuns = createRoute({
  getParentRoute: () => root,
  path: "/runs/compare",
  validateSearch: ({ a, b }: { readonly a?: unknown; readonly b?: unknown }): { readonly a: string; readonly b: string } => ({ a: String(a), b: String(b) }),
  component: lazyRouteComponent(() => import("../timeline/compare-page.tsx"), "ComparePage"),
});

export const router = createRouter({
  routeTree: root.addChildren([start, inbox.addChildren([inboxNone, inboxReview]), graph, runs, oneRun, twoRuns, chat, compare]),
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
