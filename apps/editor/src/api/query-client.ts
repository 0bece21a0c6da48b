import { QueryClient } from "@tanstack/react-query";

/** What the server said, kept until it says that something changed. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: true } },
});
