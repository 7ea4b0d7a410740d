// Draws the charts whose definitions stand in the page as JSON: the page needs no script of its own.
for (const element of document.querySelectorAll("script.chart-definition")) {
  const chart = JSON.parse(element.textContent);
  renderChart(element.dataset.name, chart, "", element.dataset.base);
}
