/** An invitation is sent around as a link: `/?invite=…` */
export const invitation = () => new URLSearchParams(location.search).get('invite')?.trim() ?? ''
