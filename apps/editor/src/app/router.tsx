import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Missing } from "../shell/missing.tsx";
import { Shell } from "../shell/shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: Missing });

/** The routes; each page is a file that loads when it is opened. */
const start = createRoute({ getParentRoute: () => root, path: "/", component: lazyRouteComponent(() => import("../start/start-page.tsx"), "StartPage") });
const graph = createRoute({
  getParentRoute: () => root,
  path: "/g/$graph",
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

export const router = createRouter({
  routeTree: root.addChildren([start, inbox.addChildren([inboxNone, inboxReview]), graph, chat, compare]),
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
