const data = JSON.parse(document.getElementById('data').textContent);
const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const charts = [];
function draw() {
  charts.splice(0).forEach(chart => chart.destroy());
  Chart.defaults.color = color('quiet');
  Chart.defaults.borderColor = color('line');
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  const line = (label, values, shade) => ({ label, data: values, borderColor: color(shade), backgroundColor: color(shade), borderWidth: 1.5, pointRadius: 2, spanGaps: true });
  charts.push(new Chart('error', {
    type: 'line',
    data: { labels: data.sites, datasets: [
      line('activations, own grid', data.own, 'own'),
      line('activations, accumulated', data.accumulated, 'all'),
      { ...line('weights', data.weights, 'quiet'), showLine: false, pointStyle: 'rectRot', pointRadius: 3 }
    ] },
    options: {
      interaction: { mode: 'index', intersect: false },
      scales: { x: { ticks: { autoSkip: true, maxTicksLimit: 16, maxRotation: 60, minRotation: 60 } }, y: { title: { display: true, text: 'SQNR in dB, higher is better' } } }
    }
  }));
  charts.push(new Chart('impact', {
    type: 'bar',
    data: { labels: data.worst, datasets: [{ label: 'change of the outputs when this site alone is quantized, in %', data: data.impact, backgroundColor: data.worst.map(site => color(data.blame.includes(site) ? 'bad' : 'own')) }] },
    options: { indexAxis: 'y', scales: { y: { ticks: { autoSkip: false } } } }
  }));
}
draw();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
