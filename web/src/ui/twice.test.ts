import { expect, test } from 'vitest'
import { twice } from './twice'

test('two presses count where nothing else is meant by them', () => {
  document.body.innerHTML = '<article><p class="text">слова</p><button>кнопка</button><i></i></article>'
  const element = document.querySelector('article') ?? expect.fail()
  let times = 0
  const stop = twice(() => times++)(element)
  const press = (name: string) =>
    element.querySelector(name)?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))
  for (const name of ['.text', 'button']) press(name)
  expect(times).toBe(0)
  press('i')
  expect(times).toBe(1)
  stop()
  press('i')
  expect(times).toBe(1)
})
