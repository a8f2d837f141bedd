/** The time of day on this machine, `14:02:11`. */
export function clock(ms: number): string {
  const time = new Date(ms)
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** A stretch of time on this machine in whole minutes, `13:45-14:00`; with the day where it is longer than one. */
export function clockSpan(from: number, to: number): string {
  const isLong = dayOf(from) !== dayOf(to)
  return [from, to].map((ms) => `${isLong ? `${dayOf(ms)} ` : ''}${clock(ms).slice(0, 5)}`).join(isLong ? ' - ' : '-')
}

function dayOf(ms: number): string {
  const time = new Date(ms)
  return `${time.getMonth() + 1}/${time.getDate()}`
}
