"""Ten texts that would run, fetch or break out somewhere, and what would be seen if one of them did.

Each tries ``window.hacked``; nine of them found a sink in plain folium or Streamlit.
"""

MARK = "hacked"
RUN = f"window.{MARK}=1"
FETCH = "/api/hacked"
PAYLOADS = (
    f'<img src=x onerror="{RUN}">',
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f'"><svg/onload={RUN}>',
    f"${{{RUN}}}",
    f"`+({RUN})+`",
    f"\\\\`;{RUN};`",
    f"');{RUN};//",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f"{{{{{RUN}}}}} [bấm](javascript:{RUN}) ![x]({FETCH}) Phường Bến Nghé & <Q.1> $5 \\n",
)
ALL = " ".join(PAYLOADS)
"""All of them in one text, for sinks of which there is one."""
