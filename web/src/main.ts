import '@fontsource-variable/onest'
import './styles/tokens.css'
import './styles/base.css'
import './styles/glass.css'
import './styles/motion.css'
import { mount } from 'svelte'
import { app } from './app'
import App from './App.svelte'
import { stamina } from './ui/stamina.svelte'

app.start()
stamina.paint()
const target = document.getElementById('app')
if (target) mount(App, { target })
