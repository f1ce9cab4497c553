/** The socket to the server: opens it, opens it again when it is lost, reads and writes JSON. */

import type { FromServer, ToServer } from "./contract";

interface Listener {
  opened: () => void;
  lost: () => void;
  heard: (message: FromServer) => void;
}

const LONGEST_WAIT = 15_000;

let socket: WebSocket | null = null;
let wait = 500;
let again: ReturnType<typeof setTimeout> | undefined;
let listener: Listener;

export function connect(to: Listener): void {
  listener = to;
  open();
}

/** At once, not when the wait is over. */
export function reconnect(): void {
  clearTimeout(again);
  open();
}

export function send(message: ToServer): boolean {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
}

function open(): void {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const fresh = new WebSocket(`${scheme}//${location.host}/live`);
  socket = fresh;
  fresh.onopen = () => {
    wait = 500;
    listener.opened();
  };
  fresh.onmessage = (event) => listener.heard(JSON.parse(String(event.data)) as FromServer);
  fresh.onclose = () => {
    if (socket !== fresh) return;
    socket = null;
    listener.lost();
    again = setTimeout(open, wait);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  };
}
