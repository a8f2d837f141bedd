/**
 * A function of one object and some more that keeps its last answer for each object: what the screen asks again at every key is
 * computed once. The rest is compared by identity.
 */
export function memoLast<Subject extends object, Rest extends readonly unknown[], Answer>(
  compute: (subject: Subject, ...rest: Rest) => Answer,
): (subject: Subject, ...rest: Rest) => Answer {
  const last = new WeakMap<Subject, { readonly rest: Rest; readonly answer: Answer }>()
  return (subject, ...rest) => {
    const known = last.get(subject)
    if (known?.rest.every((value, at) => value === rest[at]) === true) return known.answer
    const answer = compute(subject, ...rest)
    last.set(subject, { rest, answer })
    return answer
  }
}
