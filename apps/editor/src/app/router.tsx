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

export const router = createRouter({ routeTree: root.addChildren([start, graph]), defaultPreload: "intent" });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
