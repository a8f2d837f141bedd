/** `db` of `catfacts/db`; several names keep their commas. */
export function endpointName(endpoint: string): string {
  return endpoint
    .split(', ')
    .map((each) => each.slice(each.lastIndexOf('/') + 1).replace(/^hep:/, ''))
    .join(', ')
}
