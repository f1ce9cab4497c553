/** Pictures out of sight are not drawn: they sleep until they are scrolled to. */

import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useApp } from "../state";

export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const watch = new IntersectionObserver(
      (entries) => setSeen(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: "100px" },
    );
    watch.observe(element.current);
    return () => watch.disconnect();
  }, []);
  return seen;
}

/** The week shown and a count of what has come; both rest while the picture is out of sight. */
export function useMoment(awake: boolean): { week: number; version: number } {
  const week = useApp((state) => state.week, awake);
  const version = useApp((state) => state.version, awake);
  return { week, version };
}

/** The width of an element, as it changes. */
export function useWidth(element: RefObject<Element | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const watch = new ResizeObserver((entries) => {
      setWidth(Math.round(entries.at(-1)?.contentRect.width ?? 0));
    });
    watch.observe(element.current);
    return () => watch.disconnect();
  }, []);
  return width;
}
