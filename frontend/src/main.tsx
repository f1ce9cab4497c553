import { render } from "preact";
import { App } from "./app";
import { connect } from "./live";
import { heard, lost, opened } from "./runs";
import { keepAddress } from "./address";
import { begin, followAddress } from "./opening";
import { startTicking } from "./playing";

const place = document.getElementById("app");
if (place) {
  place.textContent = "";
  render(<App />, place);
  connect({ opened, lost, heard });
  startTicking();
  keepAddress();
  addEventListener("hashchange", followAddress);
  void begin();
}
