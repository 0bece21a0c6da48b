import { useMantineColorScheme } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { Keyboard, Moon, Sun, SunMoon } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { type Place, places } from "./places.ts";
import { Person } from "../sign-in/person.tsx";
import css from "./shell.module.css";

/** The rail on the left: where one can go. */
export function Rail({ showKeys }: { readonly showKeys: () => void }): JSX.Element {
  const { t } = useTranslation("shell");
  return (
    <nav className={css["rail"]} aria-label={t("nav.label")}>
      <Link to="/" className={css["mark"] ?? ""} aria-label="Baton">
        <svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
          <rect x="1" y="1" width="26" height="26" rx="8" fill="currentColor" />
          <path d="M9 19.5 18.2 10" stroke="var(--b-bg)" strokeWidth="3.4" strokeLinecap="round" />
          <circle cx="19.6" cy="8.6" r="2.1" fill="var(--b-indigo-4)" />
          <circle cx="8.4" cy="20.1" r="1.2" fill="var(--b-bg)" />
        </svg>
      </Link>
      {places.map((place) => (
        <RailPlace key={place.id} place={place} />
      ))}
      <span className={css["grow"]} />
      <button type="button" className={css["place"]} onClick={showKeys}>
        <Keyboard size={18} strokeWidth={1.75} aria-hidden />
        {t("nav.keys")}
      </button>
      <SchemeButton />
      <Person />
    </nav>
  );
}

function RailPlace({ place }: { readonly place: Place }): JSX.Element {
  const { t } = useTranslation("shell");
  const path = useLocation({ select: ({ pathname }) => pathname });
  const count = (place.useCount ?? none)();
  const current = path === place.to || place.under.some((under) => path.startsWith(under));
  return (
    <Link to={place.to} className={css["place"] ?? ""} aria-current={current ? "page" : undefined}>
      <place.icon size={18} strokeWidth={1.75} aria-hidden />
      {t(`nav.${place.id}`)}
      {count > 0 && (
        <span className={css["count"]}>
          {count}
          <span className="sr"> {t("nav.waiting", { count })}</span>
        </span>
      )}
    </Link>
  );
}

function none(): number {
  return 0;
}

const schemes = ["auto", "light", "dark"] as const;
const schemeIcons = { auto: SunMoon, light: Sun, dark: Moon };

/** One button for the colours: as the system, light, dark, and round again. */
function SchemeButton(): JSX.Element {
  const { t } = useTranslation("shell");
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const next = schemes[(schemes.indexOf(colorScheme) + 1) % schemes.length] ?? "auto";
  const Icon = schemeIcons[colorScheme];
  return (
    <button
      type="button"
      className={css["place"]}
      aria-label={t("scheme.label", { now: t(`scheme.${colorScheme}`), next: t(`scheme.${next}`) })}
      onClick={() => setColorScheme(next)}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden />
      {t(`scheme.${colorScheme}`)}
    </button>
  );
}
