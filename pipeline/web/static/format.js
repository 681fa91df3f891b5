// Numbers and times as a reader of this language writes them.
import { page } from "./i18n.js";

const decimals = new Intl.NumberFormat(page.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(page.locale, { style: "percent", maximumFractionDigits: 0 });

// Seconds of a call as m:ss, or h:mm:ss.
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export const number = (value) => decimals.format(value);

export const percent = (share) => percents.format(share);
