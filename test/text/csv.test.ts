import { expect, test } from 'vitest'
import { csvLine } from '../../src/text/csv.ts'

test.each([
  [['a', 1, null, true], 'a,1,,true'],
  [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"'],
  [['=1+1', '+1', '-1', '@x', '\tx'], "'=1+1,'+1,'-1,'@x,'\tx"],
  [['=HYPERLINK("x","y")'], '"\'=HYPERLINK(""x"",""y"")"'],
  [[-1], '-1'],
])('%j is %s', (cells, line) => {
  expect(csvLine(cells)).toBe(line)
})
