# What the platform does with your project: it picks a port, and runs the line that is called web.
export PORT=${PORT:-5000}
command=$(sed -n 's/^web: *//p' Procfile)
echo "platform: PORT=$PORT, starting: $command"
exec bash -c "$command"
