import { expect, test } from 'vitest'
import { fitWorkload } from '../../src/ui/flow-names.ts'
import { plainLook } from './screens.ts'

test.each([
  ['shop/web', 10, 'shop/web  '],
  ['storefront/microservice1', 20, 'store…/microservice1'],
  ['storefront/microservice1', 15, '…/microservice1'],
  ['storefront/microservice1', 13, 'microservice1'],
  ['storefront/microservice1', 8, 'micr…ce1'],
  ['public network', 9, 'publi…ork'],
])('%s in %i cells is %j', (name, width, fitted) => {
  expect(fitWorkload(plainLook, name, width)).toBe(fitted)
})
