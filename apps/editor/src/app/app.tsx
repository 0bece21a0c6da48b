import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import type { JSX } from "react";
import { queryClient } from "../api/query-client.ts";
import { Gate } from "../sign-in/gate.tsx";
import { theme } from "../theme/theme.ts";
import { router } from "./router.tsx";

/** The editor. */
export function App(): JSX.Element {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Gate>
          <RouterProvider router={router} />
        </Gate>
      </QueryClientProvider>
    </MantineProvider>
  );
}
